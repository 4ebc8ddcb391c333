#include <models/work_pools/work_pool_filter.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

PRAETOR_JSON_CODEC(praetor::models::filters::work_queue_name)
PRAETOR_DEFINE_FILTER(work_pool_filter)
PRAETOR_DEFINE_FILTER(work_queue_filter)
