"""Every word that a user sees, and the grammar that numbers and times need in Arabic."""
