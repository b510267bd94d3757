terraform {
  required_providers {
    aws = {
      source = "caws/aws"
    }
  }
}

# Credentials come from the environment or from the shared files, as with every AWS tool.
provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      Team = "platform"
    }
  }
}
