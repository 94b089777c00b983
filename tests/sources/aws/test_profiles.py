from __future__ import annotations

from pathlib import Path

import pytest

from glueflow_tui.sources.choose import list_places

CONFIG = """
[default]
region = eu-west-1
[profile prod]
sso_session = corp
[profile old]
sso_start_url = https://example.awsapps.com/start
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = keys
[profile tool]
credential_process = /bin/tool
"""


def test_profiles_come_with_their_kind_and_nothing_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / "credentials").write_text(
        "[keys]\naws_access_key_id = AKIA\naws_secret_access_key = hush\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    profiles, regions = list_places()

    assert dict(profiles) == {
        "default": "other",
        "deploy": "role",
        "keys": "keys",
        "old": "sso",
        "prod": "sso",
        "tool": "process",
    }
    assert "eu-west-1" in regions


def test_a_broken_file_offers_no_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text("[profile broken\nregion")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    assert list_places() == ((), ())
