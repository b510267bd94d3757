output "url" {
  description = "Where the service answers"
  value       = "http://${aws_lb.front.dns_name}"
}

output "repository" {
  description = "Where to push images"
  value       = aws_ecr_repository.images.repository_url
}
