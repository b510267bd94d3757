variable "region" {
  default = "eu-west-1"
}

variable "dekart_deployment_name" {
  default = "dekart"
}

variable "dekart_version" {
  default = "0.7"
}

variable "dekart_rds_db_name" {
  default = "dekart"
}

variable "dekart_rds_username" {
  default = "dekart"
}

variable "athena_catalog" {
  default = "AwsDataCatalog"
}

variable "athena_s3_data_source" {
  type    = list(string)
  default = ["daylight-openstreetmap"]
}

variable "mapbox_token" {
  default = "pk.none"
}

variable "zone_name" {
  type = string
}

variable "user_pool_arn" {
  type = string
}

variable "user_pool_client_id" {
  type = string
}

variable "user_pool_domain" {
  type = string
}
