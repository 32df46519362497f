"""Tries are counted for a while, and a cache that is away stops nobody."""

import pytest

from alliance.web.throttle import too_often


def test_more_than_the_limit_is_too_often_for_that_person_alone():
    tries = [too_often("upload", 1, limit=2, seconds=60) for _again in range(4)]
    assert tries == [False, False, True, True]
    assert too_often("upload", 2, limit=2, seconds=60) is False
    assert too_often("draw", 1, limit=2, seconds=60) is False


@pytest.fixture
def cache_that_is_away(settings, tmp_path):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"unix://{tmp_path}/nobody-listens",
        }
    }


def test_a_cache_that_is_away_stops_nobody(cache_that_is_away):
    assert [too_often("upload", 1, limit=0, seconds=60) for _again in range(3)] == [False, False, False]
