"""Why: the environment's names for what the camera service needs."""

from interview_runtime.settings import ServiceSettings


class VisionSettings(ServiceSettings):
    """`vision_model_path` empty means the face landmarker of the packages; its checksum is verified either way."""

    vision_model_path: str = ""
