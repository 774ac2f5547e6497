"""What stands between the spiders and the network: one job a file."""
