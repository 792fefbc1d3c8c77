"""How fast the operators are, beside torch's or torchvision's; `make bench` writes RESULTS.md."""
