"""Why: which model writes, if any, is a setting; without one every question is the scenario's own."""

from typing import Literal

from pydantic import SecretStr, model_validator

from interview_runtime.settings import ObjectStoreSettings, ServiceSettings


class QuestionsSettings(ServiceSettings):
    """Without `llm_base_url` only written questions are asked. `llm_slots` bounds requests that are open at once."""

    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: SecretStr | None = None
    llm_slots: int = 8

    @model_validator(mode="after")
    def _names_a_model(self) -> "QuestionsSettings":
        if self.llm_base_url and not self.llm_model:
            raise ValueError("LLM_BASE_URL is set but LLM_MODEL is not: say which model of that server is to be used")
        return self


class AssessmentSettings(ServiceSettings):
    """Facts need no model."""


class ResumesSettings(ObjectStoreSettings):
    """`resume_pdf_engine` is `pymupdf` (AGPL) or `pdfium`; `resume_slots` documents are read at once."""

    resume_pdf_engine: Literal["pymupdf", "pdfium"] = "pymupdf"
    resume_slots: int = 2
