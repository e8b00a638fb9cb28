"""Why: a metric's name is a contract with dashboards; all of them stand here. Labels never carry a person."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_LATENCY: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

RECORDS_HANDLED: Final = Counter("parley_records_handled_total", "Records handled", ["topic"])
RECORDS_DEAD: Final = Counter("parley_records_dead_lettered_total", "Records dead-lettered", ["topic", "reason"])
RECORDS_REDACTED: Final = Counter("parley_records_redacted_total", "Records whose key is destroyed", ["topic"])
HANDLER_RETRIES: Final = Counter("parley_handler_retries_total", "Handler calls that were repeated", ["topic"])
HANDLE_SECONDS: Final = Histogram("parley_handle_seconds", "Time in a handler", ["topic"], buckets=_LATENCY)
EVENTS_PUBLISHED: Final = Counter("parley_events_published_total", "Events confirmed by the broker", ["topic"])
REBUILD_SECONDS: Final = Histogram("parley_rebuild_seconds", "Time to fold the log on assignment", buckets=_LATENCY)
OLDEST_OPEN_SECONDS: Final = Gauge("parley_oldest_unacknowledged_seconds", "Age of the oldest unacknowledged record")
OPEN_RECORDS: Final = Gauge("parley_unacknowledged_records", "Records taken but not acknowledged")
SOCKETS: Final = Gauge("parley_sockets", "Open WebSockets")
AUDIO_MESSAGES: Final = Counter("parley_audio_messages_total", "Audio messages received")
AUDIO_RECORDS: Final = Counter("parley_audio_records_total", "Audio records confirmed by the broker")
ACK_SECONDS: Final = Histogram("parley_audio_ack_seconds", "Audio message to acknowledgement", buckets=_LATENCY)
SOCKETS_REFUSED: Final = Counter("parley_sockets_refused_total", "WebSockets closed for a reason", ["code"])
SPANS: Final = Counter("parley_spans_total", "Spans emitted", ["kind", "cut"])
SPAN_GAPS: Final = Counter("parley_span_gaps_total", "Undeclared gaps in the samples")
DECODE_SECONDS: Final = Histogram("parley_decode_seconds", "Time to decode", ["kind"], buckets=_LATENCY)
DECODE_QUEUE: Final = Gauge("parley_decode_queue", "Decodes waiting", ["kind"])
QUESTIONS_ASKED: Final = Counter("parley_questions_asked_total", "Questions by source", ["source"])
DRAFTS: Final = Counter("parley_drafts_total", "Questions drafted ahead by what became of them", ["outcome"])
DRAFT_TOKENS_WASTED: Final = Counter("parley_draft_tokens_wasted_total", "Pieces of drafts that nobody was asked")
DRAFT_SAVED_SECONDS: Final = Histogram(
    "parley_draft_saved_seconds", "Time that a confirmed draft was ahead of its request", buckets=_LATENCY
)
ASSESSMENTS_DELAYED: Final = Counter("parley_assessments_delayed_total", "Assessments put off", ["fault"])
LLM_SECONDS: Final = Histogram("parley_llm_seconds", "Time of a model call", ["lane"], buckets=_LATENCY)
LLM_FIRST_TOKEN_SECONDS: Final = Histogram(
    "parley_llm_first_token_seconds", "Response to first token of a model call", ["lane"], buckets=_LATENCY
)
LLM_TOKENS: Final = Counter("parley_llm_tokens_total", "Tokens as servers count them", ["lane", "kind"])
LLM_FAULTS: Final = Counter("parley_llm_faults_total", "Model calls that failed", ["lane", "fault"])
LLM_PREEMPTED: Final = Counter("parley_llm_preempted_total", "Assessment calls aborted for a question")
RELAY_MESSAGES: Final = Counter("parley_relay_messages_total", "Messages sent to browsers")
PROJECTED: Final = Counter("parley_events_projected_total", "Events written to Postgres")
CAMERA_FRAMES: Final = Counter("parley_camera_frames_total", "Camera frames by what became of them", ["outcome"])
FACES_SECONDS: Final = Histogram("parley_faces_seconds", "Time to look for faces in a frame", buckets=_LATENCY)
