from __future__ import annotations

from pathlib import Path

import pytest

from glueflow_tui.sources.aws.logins import trace_login

CONFIG = """
[default]
sso_session = corp
[profile prod]
sso_session = corp
[profile console]
login_session = arn:aws:iam::123456789012:user/me
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = prod
[profile twice]
role_arn = arn:aws:iam::123456789012:role/other
source_profile = deploy
[profile circle]
role_arn = arn:aws:iam::123456789012:role/other
source_profile = circle
[profile host]
role_arn = arn:aws:iam::123456789012:role/other
credential_source = Ec2InstanceMetadata
[profile pod]
role_arn = arn:aws:iam::123456789012:role/other
web_identity_token_file = /token
[profile tool]
credential_process = /bin/tool --password hush
[profile keys]
aws_access_key_id = AKIA
aws_secret_access_key = hush
[profile bare]
region = eu-west-1
"""


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))


@pytest.mark.parametrize(
    ("profile", "whose", "remedy"),
    [
        (None, "(default profile, sso)", "Run: aws sso login"),
        ("prod", "(profile prod, sso)", "Run: aws sso login --profile prod"),
        ("console", "(profile console, login)", "Run: aws login --profile console"),
        ("deploy", "(profile deploy, role)", "Run: aws sso login --profile prod"),
        ("twice", "(profile twice, role)", "Run: aws sso login --profile prod"),
        ("circle", "(profile circle, role)", "Renew what its credential_source names"),
        ("host", "(profile host, role)", "Renew what its credential_source names"),
        ("pod", "(profile pod, web identity)", "Renew the token in its web_identity_token_file"),
        (
            "tool",
            "(profile tool, process)",
            "See what its program says: aws configure export-credentials --profile tool",
        ),
        ("keys", "(profile keys, keys)", "Run: aws configure --profile keys"),
        (
            "bare",
            "(profile bare)",
            "Run: aws configure --profile bare (or aws sso login --profile bare)",
        ),
        (
            "no\nsuch",
            "(profile no such)",
            "Run: aws configure --profile 'no\nsuch' (or aws sso login --profile 'no\nsuch')",
        ),
    ],
)
def test_each_kind_of_profile_has_the_command_that_renews_it(
    profile: str | None, whose: str, remedy: str
) -> None:
    login = trace_login(profile)

    assert login.whose == whose
    assert login.remedy == remedy
    assert "hush" not in str(login)


def test_variables_win_over_the_default_profile_and_cannot_be_renewed_from_outside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")

    assert trace_login(None).remedy == "Export new AWS_ variables and start again"
    assert trace_login("prod").remedy == "Run: aws sso login --profile prod"


def test_a_file_that_cannot_be_read_leaves_the_general_remedy(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile broken\nregion")

    assert trace_login(None).remedy == "Run: aws configure (or aws sso login)"
