"""The events of Parley, one module a topic family."""

from interview_schemas.events.assessment import (
    AnswerAssessed,
    AnswerFacts,
    CriterionResult,
    InterviewAssessed,
    Quote,
)
from interview_schemas.events.audio import (
    BYTES_PER_SAMPLE,
    SAMPLE_RATE_HZ,
    AnswerBoundary,
    AudioChunk,
    SamplesMissing,
)
from interview_schemas.events.base import Event, MediaEvent
from interview_schemas.events.commands import (
    Command,
    EndInterview,
    FinishAnswer,
    PauseInterview,
    RepeatQuestion,
    ResumeInterview,
    SkipQuestion,
    StartInterview,
)
from interview_schemas.events.lifecycle import (
    AnswerTimeUp,
    CandidateConnected,
    CandidateDisconnected,
    ConsentGiven,
    ConsentWithdrawn,
    InterviewEnded,
    InterviewPaused,
    InterviewResumed,
    InterviewScheduled,
    InterviewStarted,
    Language,
)
from interview_schemas.events.questions import QuestionAsked, QuestionDelta, QuestionRequested
from interview_schemas.events.resumes import ResumeParsed, ResumeRejected, ResumeUploaded
from interview_schemas.events.transcript import (
    CutReason,
    SegmentFinal,
    SegmentNoSpeech,
    Span,
    TranscriptPartial,
    Word,
)
from interview_schemas.events.turns import AnswerSegment, TurnCompleted
from interview_schemas.events.video import CameraWindow, VideoFrame

__all__ = [
    "BYTES_PER_SAMPLE",
    "SAMPLE_RATE_HZ",
    "AnswerAssessed",
    "AnswerBoundary",
    "AnswerFacts",
    "AnswerSegment",
    "AnswerTimeUp",
    "AudioChunk",
    "CameraWindow",
    "CandidateConnected",
    "CandidateDisconnected",
    "Command",
    "ConsentGiven",
    "ConsentWithdrawn",
    "CriterionResult",
    "CutReason",
    "EndInterview",
    "Event",
    "FinishAnswer",
    "InterviewAssessed",
    "InterviewEnded",
    "InterviewPaused",
    "InterviewResumed",
    "InterviewScheduled",
    "InterviewStarted",
    "Language",
    "MediaEvent",
    "PauseInterview",
    "QuestionAsked",
    "QuestionDelta",
    "QuestionRequested",
    "Quote",
    "RepeatQuestion",
    "ResumeInterview",
    "ResumeParsed",
    "ResumeRejected",
    "ResumeUploaded",
    "SamplesMissing",
    "SegmentFinal",
    "SegmentNoSpeech",
    "SkipQuestion",
    "Span",
    "StartInterview",
    "TranscriptPartial",
    "TurnCompleted",
    "VideoFrame",
    "Word",
]
