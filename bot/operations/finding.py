"""What `check` and `doctor` print: what was looked at, whether it will do, and what to do about it."""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, and whether it will do; *detail* says what is there, or what to do about it.

    *code* is the exit code that it calls for.
    """

    what: str
    ok: bool
    detail: str
    code: int = 0


async def tell(findings: AsyncIterator[Finding], *, as_json: bool) -> int:
    """Print a line a finding as they come; the first exit code that is not 0, or 0."""
    code = 0
    async for finding in findings:
        code = code or finding.code
        if as_json:
            print(json.dumps(asdict(finding), ensure_ascii=False), flush=True)
        else:
            print(f"{'ok ' if finding.ok else 'BAD'} {finding.what}: {finding.detail}", flush=True)
    return code
