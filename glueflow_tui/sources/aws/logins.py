"""Where the credentials of a session come from, and the command that renews them.

Told by the environment and by the files of the AWS CLI alone: nothing is tried, no secret is kept.
"""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from typing import Final

from glueflow_tui.sources.aws.profiles import (
    NO_PROFILE,
    Profiles,
    choose_profile,
    load_profiles,
    name_kind,
)
from glueflow_tui.sources.aws.text import one_line

ENVIRONMENT: Final = "environment"
_REMEDIES = {
    "sso": "Run: aws sso login{flag}",
    "login": "Run: aws login{flag}",
    "keys": "Run: aws configure{flag}",
    "process": "See what its program says: aws configure export-credentials{flag}",
    "web identity": "Renew the token in its web_identity_token_file",
    "role": "Renew what its credential_source names",
    # A program that runs keeps the variables that it was started with.
    ENVIRONMENT: "Export new AWS_ variables and start again",
}
_ANY = "Run: aws configure{flag} (or aws sso login{flag})"
_CLOCKS = {
    "darwin": "Run: sudo sntp -sS time.apple.com",
    "win32": "Run: w32tm /resync",
}


@dataclass(frozen=True, slots=True)
class Login:
    """Whose credentials they are, and what renews them."""

    whose: str
    """Profile and kind, in brackets; empty when nothing is configured."""
    kind: str
    """Of the profile that the user logs in to: for a role the one it is assumed from."""
    flag: str
    """That profile, as an option of the AWS CLI, with a blank before it."""

    @property
    def remedy(self) -> str:
        """The exact command, as far as there is one."""
        return self.remedy_for(self.kind)

    def remedy_for(self, kind: str) -> str:
        """The same, should the kind be known from elsewhere."""
        return _REMEDIES.get(kind, _ANY).format(flag=self.flag)


def trace_login(profile: str | None) -> Login:
    """What is known of the credentials of a profile, or of the default one."""
    if _is_told(profile):
        return Login("(AWS_ variables)", ENVIRONMENT, "")
    profiles = load_profiles()
    kind = name_kind(profiles.get(profile or "default", NO_PROFILE))
    if profile is None and kind == "other":
        return Login("", kind, "")
    whose = f"profile {one_line(profile)}" if profile else "default profile"
    source = _pass_on(profile, profiles)[-1]
    source_kind = name_kind(profiles.get(source or "default", NO_PROFILE))
    flag = f" --profile {shlex.quote(source)}" if source else ""
    return Login(f"({whose}{'' if kind == 'other' else f', {kind}'})", source_kind, flag)


def needs_code(profile: str | None) -> bool:
    """Whether a role on the way wants a code from an MFA device."""
    profiles = load_profiles()
    return not _is_told(profile) and any(
        "mfa_serial" in profiles.get(name or "default", NO_PROFILE)
        for name in _pass_on(profile, profiles)
    )


def set_clock() -> str:
    """The command that sets the clock of this machine."""
    return _CLOCKS.get(sys.platform, "Run: sudo timedatectl set-ntp true")


def _is_told(profile: str | None) -> bool:
    """Whether the environment holds the credentials themselves."""
    return "AWS_ACCESS_KEY_ID" in os.environ and profile in (None, choose_profile(None))


def _pass_on(profile: str | None, profiles: Profiles) -> list[str | None]:
    """The profile and those that its roles are assumed from, up to the one with a login."""
    passed = [profile]
    while True:
        settings = profiles.get(passed[-1] or "default", NO_PROFILE)
        source = settings.get("source_profile")
        if name_kind(settings) != "role" or not isinstance(source, str) or source in passed:
            return passed
        passed.append(source)
