"""Why: which model writes, if any, is a setting; without one every question is the scenario's own."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr, model_validator

from interview_runtime.settings import ObjectStoreSettings, ServiceSettings


class ModelSettings(ServiceSettings):
    """Without `llm_base_url` no model is asked anything.

    `llm_base_url` ends in /v1, `llm_model` is the name that the server knows.
    """

    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: SecretStr | None = None

    @model_validator(mode="after")
    def _names_a_model(self) -> "ModelSettings":
        if self.llm_base_url and not self.llm_model:
            raise ValueError("LLM_BASE_URL is set but LLM_MODEL is not: say which model of that server is to be used")
        return self


class QuestionsSettings(ModelSettings):
    """`llm_slots` requests are open at once: reserved, nobody else takes them.

    `llm_question_url` is the server of questions where they have one of their own. `speculation` drafts the next
    question while the candidate still speaks, with at most `draft_calls` calls for one answer and `draft_slots` of them
    open at once. `llm_languages`, separated by commas, are those that the model writes well: in others the written
    questions are asked.
    """

    llm_slots: Annotated[int, Field(ge=1)] = 8
    llm_question_url: str | None = None
    llm_languages: str = "ko,en"
    speculation: bool = True
    draft_slots: Annotated[int, Field(ge=1)] = 4
    draft_calls: Annotated[int, Field(ge=1)] = 6

    @property
    def languages(self) -> frozenset[str]:
        """Those that the model may write."""
        return frozenset(language.strip() for language in self.llm_languages.split(","))


class AssessmentSettings(ModelSettings):
    """Without a model facts are stated.

    `assessment_slots` requests of this process are open at once: what the server has beyond the slots of questions,
    divided by the number of assessment processes. With `assessment_yields` a running call is aborted when a question
    is requested and made again afterwards: for one small server that can't do both.
    """

    assessment_slots: Annotated[int, Field(ge=1)] = 2
    assessment_yields: bool = False


class ResumesSettings(ObjectStoreSettings):
    """`resume_pdf_engine` is `pymupdf` (AGPL) or `pdfium`; `resume_slots` documents are read at once."""

    resume_pdf_engine: Literal["pymupdf", "pdfium"] = "pymupdf"
    resume_slots: int = 2
