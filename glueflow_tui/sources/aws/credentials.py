"""The credentials of a session, had before anything is asked of AWS."""

from __future__ import annotations

import boto3
from botocore.exceptions import CredentialRetrievalError

CREDENTIAL_SECONDS = 20.0
"""One look waits for them; the program, login or role that brings them may take any time."""


def obtain(session: boto3.Session, profile: str | None) -> None:
    """Get them, if any, or new ones before those at hand expire; as slow as what brings them.

    botocore's errors; ``CredentialRetrievalError`` too for what it does not foresee: a program
    that is not there or prints something else, a token file that is gone.
    """
    try:
        found = session.get_credentials()
        if found is not None:
            found.get_frozen_credentials()
    except (OSError, ValueError, AttributeError, TypeError) as problem:
        what = type(problem).__name__
        raise CredentialRetrievalError(provider=profile or "default", error_msg=what) from problem
