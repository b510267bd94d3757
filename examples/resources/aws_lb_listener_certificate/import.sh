# By the ARNs of the listener and of the certificate, with an underscore between them.
terraform import aws_lb_listener_certificate.shop arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2_arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012
