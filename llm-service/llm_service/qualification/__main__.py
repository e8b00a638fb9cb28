"""Why: a model is tested by a program that runs, reports and ends, beside the services or without them."""

import asyncio
import sys
from pathlib import Path
from typing import Final

from interview_schemas.rubric import Rubric, load_rubric
from llm_service.engines.openai import OpenAIEngine
from llm_service.qualification.golden import GoldenSet, InvalidGoldenSet, packaged, parse
from llm_service.qualification.grader import ModelGrade
from llm_service.qualification.qualifying import Plan, Result, qualify
from llm_service.qualification.recording import record
from llm_service.qualification.report import lines
from llm_service.qualification.settings import QualificationSettings

REFUSED: Final = 2


def main() -> int:
    """0 where the model has not failed, 1 where it has, 2 where it could not be tested."""
    settings = QualificationSettings()
    rubric = load_rubric(settings.grader_rubric)
    try:
        golden = _golden(settings, rubric)
    except (OSError, InvalidGoldenSet) as error:
        sys.stderr.write(f"parley: the golden set can't be used: {error}\n")
        return REFUSED
    result = asyncio.run(_run(settings, golden, rubric))
    sys.stdout.writelines(f"{line}\n" for line in lines(result, golden, settings.llm_model or ""))
    return 1 if result.verdict == "failed" else 0


def _golden(settings: QualificationSettings, rubric: Rubric) -> GoldenSet:
    return parse(Path(settings.grader_golden).read_bytes(), rubric) if settings.grader_golden else packaged(rubric)


async def _run(settings: QualificationSettings, golden: GoldenSet, rubric: Rubric) -> Result:
    url, model, key = settings.llm_base_url or "", settings.llm_model or "", settings.llm_api_key
    engine = OpenAIEngine(url, model, api_key=key, slots=settings.grader_at_once, lane="qualification")
    plan = Plan(settings.grader_runs, settings.grader_varied, settings.grader_at_once)
    try:
        result = await qualify(golden, rubric, ModelGrade(engine, rubric), plan=plan, tell=_tell)
    finally:
        await engine.close()
    if settings.grader_publish:
        await record(settings, result, golden, rubric)
    return result


def _tell(done: int, of: int) -> None:
    sys.stderr.write(f"\rgraded {done} of {of}" + "\n" * (done == of))
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
