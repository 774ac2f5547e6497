"""Web archives: responses as they were captured, by us or by others."""
