#include <models/automations/automation_filter.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

PRAETOR_JSON_CODEC(praetor::models::filters::created_before)
PRAETOR_DEFINE_FILTER(automation_filter)
