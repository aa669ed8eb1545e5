"""Everything that touches MLflow, and nothing else does."""
