// The enumerations of the schema. On SQLite their length is that of the column's VARCHAR.
#pragma once

#include <db/schema/declaration.hpp>

namespace praetor::db::schema {

inline constexpr enumeration deployment_status_labels{"deployment_status", "READY,NOT_READY", 9};
inline constexpr enumeration state_type_labels{
    "state_type", "SCHEDULED,PENDING,RUNNING,COMPLETED,FAILED,CANCELLED,CRASHED,PAUSED,CANCELLING", 9};
inline constexpr enumeration work_pool_status_labels{"work_pool_status", "READY,NOT_READY,PAUSED", 9};
inline constexpr enumeration work_queue_status_labels{"work_queue_status", "READY,NOT_READY,PAUSED", 9};
inline constexpr enumeration worker_status_labels{"worker_status", "ONLINE,OFFLINE", 7};

} // namespace praetor::db::schema
