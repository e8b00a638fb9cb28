"""JPEG decoder and face landmarker: the only modules that import cv2 and mediapipe."""
