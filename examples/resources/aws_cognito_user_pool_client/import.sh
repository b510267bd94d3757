# By the ids of the pool and the client.
terraform import aws_cognito_user_pool_client.load_balancer eu-central-1_Ab129faBb/3ho4ek12345678909nh3fmhpko
