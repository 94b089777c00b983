from __future__ import annotations

from typing import Any

import pytest

from glueflow_tui.output.policy import find_partition, policy_document
from glueflow_tui.sources.aws.allowed import ALLOWED_OPERATIONS


def statements(*scripts: str, partition: str = "aws") -> dict[str, Any]:
    document: Any = policy_document(scripts, partition)
    assert document["Version"] == "2012-10-17"
    return {one["Sid"]: one for one in document["Statement"]}


def test_the_policy_is_action_for_action_what_the_program_can_call() -> None:
    actions = [action for one in statements().values() for action in one["Action"]]

    assert sorted(actions) == sorted(f"{service}:{name}" for service, name in ALLOWED_OPERATIONS)


def test_what_the_program_can_do_without_says_so() -> None:
    needed = {
        action
        for sid, one in statements().items()
        if not sid.startswith("Optional")
        for action in one["Action"]
    }
    assert needed == {"glue:GetJob", "glue:GetJobRuns", "cloudwatch:GetMetricData"}


def test_only_reading_is_allowed_and_no_action_is_a_pattern() -> None:
    for one in statements().values():
        assert one["Effect"] == "Allow"
        assert one["Sid"].isalnum()
        assert all("*" not in action for action in one["Action"])
        assert all(action.split(":")[1].startswith(("Get", "List")) for action in one["Action"])


def test_objects_are_read_only_where_scripts_lie() -> None:
    assert all("s3:::*" not in arn for arn in statements()["OptionalScripts"]["Resource"])
    named = statements("s3://b/x.py", "s3a://b/y y.py", "/local", "s3://b/x.py", partition="aws-cn")
    assert named["OptionalScripts"]["Resource"] == [
        "arn:aws-cn:s3:::b/x.py",
        "arn:aws-cn:s3:::b/y y.py",
    ]


def test_logs_are_read_only_where_glue_writes_them() -> None:
    assert statements(partition="aws-cn")["OptionalLogs"]["Resource"] == [
        "arn:aws-cn:logs:*:*:log-group:/aws-glue/jobs*"
    ]


def test_all_jobs_at_once_are_asked_for_by_the_wall_alone() -> None:
    assert statements()["OptionalAllJobs"]["Action"] == ["glue:GetJobs"]
    assert statements()["JobsAndRuns"]["Action"] == ["glue:GetJob", "glue:GetJobRuns"]


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        (None, "aws"),
        ("eu-west-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
    ],
)
def test_the_partition_is_that_of_the_region(region: str | None, partition: str) -> None:
    assert find_partition(region) == partition
