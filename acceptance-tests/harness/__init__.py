"""What the acceptance tests and the fault tests share: emulators, terraform, plans, cases."""
