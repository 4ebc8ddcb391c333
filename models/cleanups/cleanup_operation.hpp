// What a worker says of a cleanup that it was given: that it is done, that it can not be done now, that it takes
// longer.
#pragma once

#include <models/cleanups/cleanup.hpp>

#include <boost/describe/enum.hpp>

namespace praetor::models {

BOOST_DEFINE_ENUM_CLASS(cleanup_operation, ack, release, renew)
BOOST_DEFINE_ENUM_CLASS(cleanup_status, accepted, not_current, not_found, expired, invalid_token, unauthorized,
                        dead_lettered, error)

// The names on the wire.
std::string_view to_text(cleanup_operation operation);
std::string_view to_text(cleanup_status status);

struct cleanup_request
{
    cleanup_operation operation = cleanup_operation::ack;
    uuid work_pool_id;
    uuid message_id;
    std::string reservation_token;
    std::string reason; // of a release
};

struct cleanup_answer
{
    cleanup_status status = cleanup_status::accepted;
    std::string reason;                  // where it is not accepted
    std::optional<timestamp> new_expiry; // of a renewal
    std::optional<cleanup> dead;         // what will not be tried again
};

// Does what the worker says where it has the cleanup still. ack: it is completed. release: it waits for the next
// worker, or is dead. renew: its lease begins anew. A lease that has ended by `when` is ended here, and the answer says
// so.
task<cleanup_answer> settle_cleanup(db::connection& conn, cleanup_request wanted, timestamp when,
                                    cleanup_policy policy);

} // namespace praetor::models
