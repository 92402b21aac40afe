"""Fixtures for the sandbox's own tests."""

from tests.sandbox_control import sandbox

__all__ = ["sandbox"]
