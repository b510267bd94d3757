data "aws_availability_zones" "available" {
  state = "available"

  # Not the local and wavelength zones.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

output "zones" {
  value = data.aws_availability_zones.available.names
}
