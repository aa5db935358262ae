"""Performance and self-evaluation forms: weights, scores, money, targets, and what the prose says of them."""
