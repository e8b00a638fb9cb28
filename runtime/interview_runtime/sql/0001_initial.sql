-- Data keys: written by the api (create) and by erasure (destroy); read by every service.
CREATE TABLE interview_keys (
    interview_id text PRIMARY KEY,
    wrapped_key  bytea,            -- AES-256-GCM under the tenant key; NULL once destroyed
    created_at   timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz
);

-- Who may enter an interview: written by the api.
CREATE TABLE candidate_access (
    interview_id  text PRIMARY KEY,
    language      text NOT NULL,
    token_sha256  bytea NOT NULL,
    token_used_at timestamptz,
    session_sha256 bytea,
    created_at    timestamptz NOT NULL DEFAULT now()
);

-- Single-use tickets for one socket: inserted by the api, used by whoever accepts the socket.
CREATE TABLE tickets (
    ticket_sha256 bytea PRIMARY KEY,
    interview_id  text NOT NULL,
    purpose       text NOT NULL CHECK (purpose IN ('audio', 'relay')),
    expires_at    timestamptz NOT NULL,
    used_at       timestamptz
);

-- Which client holds an interview's audio socket: written by the gateway.
CREATE TABLE connections (
    interview_id text PRIMARY KEY,
    client_id    text NOT NULL,
    epoch        integer NOT NULL,
    seen_at      timestamptz NOT NULL DEFAULT now(),
    open         boolean NOT NULL DEFAULT true
);

-- The log's permanent events, still sealed: written by the projection.
CREATE TABLE events (
    event_id     text PRIMARY KEY,
    interview_id text NOT NULL,
    topic        text NOT NULL,
    partition    integer NOT NULL,
    log_offset   bigint NOT NULL,
    type         text NOT NULL,
    stored_at    timestamptz NOT NULL,
    headers      jsonb NOT NULL,   -- CloudEvents attributes as text
    value        bytea NOT NULL
);
CREATE INDEX events_by_interview ON events (interview_id, stored_at, log_offset);

-- What the projection has read: the next offset per topic and partition, in the transaction of the events.
CREATE TABLE projection_offsets (
    topic       text NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);
