#include <models/runs/created_by.hpp>

#include <server/base/json/codec_impl.hpp>

PRAETOR_JSON_CODEC(praetor::models::created_by)
PRAETOR_JSON_CODEC(praetor::models::updated_by)
