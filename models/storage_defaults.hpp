// Where results go when a client says nothing: a row of table configuration.
#pragma once

#include <server/base/json/codec.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <optional>

namespace praetor::models {

struct storage_defaults
{
    std::optional<uuid> default_result_storage_block_id;
};
BOOST_DESCRIBE_STRUCT(storage_defaults, (), (default_result_storage_block_id))

task<storage_defaults> read_storage_defaults(db::connection& conn);

} // namespace praetor::models
