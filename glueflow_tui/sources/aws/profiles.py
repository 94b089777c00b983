"""Which profiles and regions there are to choose from, as told by the files of the AWS CLI."""

from __future__ import annotations

import os
from collections.abc import Mapping

from botocore.exceptions import BotoCoreError
from botocore.session import get_session

Profile = Mapping[str, object]
Profiles = Mapping[str, Profile]
NO_PROFILE: Profile = {}

_KINDS = (
    ("login_session", "login"),
    ("web_identity_token_file", "web identity"),
    ("sso_session", "sso"),
    ("sso_start_url", "sso"),
    ("role_arn", "role"),
    ("credential_process", "process"),
    ("aws_access_key_id", "keys"),
)
"""Setting that tells it, and the kind."""


def choose_profile(named: str | None) -> str | None:
    """The named one, or that of the environment; None for the default."""
    return named or os.environ.get("AWS_PROFILE")


def load_profiles() -> Profiles:
    """Settings of every profile, by its name; none when the files cannot be read."""
    try:
        profiles: Profiles = get_session().full_config["profiles"]
    except BotoCoreError:
        return {}
    return profiles


def list_profiles() -> tuple[tuple[str, str], ...]:
    """Names of profiles with their kinds: sso, role, process, keys, or other; none is tried."""
    profiles = load_profiles()
    return tuple((name, name_kind(profiles[name])) for name in sorted(profiles))


def name_kind(profile: Profile) -> str:
    """How the profile comes to its credentials."""
    return next((kind for setting, kind in _KINDS if setting in profile), "other")


def list_regions() -> tuple[str, ...]:
    """Regions that have Glue."""
    try:
        return tuple(sorted(get_session().get_available_regions("glue")))
    except BotoCoreError:
        return ()
