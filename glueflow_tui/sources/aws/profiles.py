"""Which profiles and regions there are to choose from, as told by the files of the AWS CLI."""

from __future__ import annotations

from collections.abc import Mapping

from botocore.exceptions import BotoCoreError
from botocore.session import get_session

_KINDS = (
    ("sso_session", "sso"),
    ("sso_start_url", "sso"),
    ("role_arn", "role"),
    ("credential_process", "process"),
    ("aws_access_key_id", "keys"),
)
"""Setting that tells it, and the kind."""


def list_profiles() -> tuple[tuple[str, str], ...]:
    """Names of profiles with their kinds: sso, role, process, keys, or other; none is tried."""
    try:
        known: Mapping[str, Mapping[str, object]] = get_session().full_config["profiles"]
    except BotoCoreError:
        return ()
    return tuple((name, _kind(known[name])) for name in sorted(known))


def _kind(profile: Mapping[str, object]) -> str:
    return next((kind for setting, kind in _KINDS if setting in profile), "other")


def list_regions() -> tuple[str, ...]:
    """Regions that have Glue."""
    try:
        return tuple(sorted(get_session().get_available_regions("glue")))
    except BotoCoreError:
        return ()
