"""What runs a crawl: jobs, pace, the pages still to be asked for, and where it is written."""
