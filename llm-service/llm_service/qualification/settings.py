"""Why: a test is told what to test by the same names that the services use."""

from typing import Annotated

from pydantic import Field, model_validator

from llm_service.settings import ModelSettings


class QualificationSettings(ModelSettings):
    """`grader_golden` is a file; without one the packaged synthetic set is used.

    The set is graded `grader_runs` times, and `grader_varied` answers with facts about the person changed.
    `grader_publish` writes the result to the log.
    """

    grader_golden: str | None = None
    grader_rubric: str = "standard"
    grader_runs: Annotated[int, Field(ge=1, le=20)] = 3
    grader_varied: Annotated[int, Field(ge=0)] = 8
    grader_at_once: Annotated[int, Field(ge=1)] = 2
    grader_publish: bool = False

    @model_validator(mode="after")
    def _has_a_model(self) -> "QualificationSettings":
        if not self.llm_base_url:
            raise ValueError("LLM_BASE_URL is not set: there is no model to be tested")
        return self
