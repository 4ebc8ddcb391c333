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

struct storage_defaults_update
{
    uuid default_result_storage_block_id;
};
BOOST_DESCRIBE_STRUCT(storage_defaults_update, (), (default_result_storage_block_id))

// error{errc::not_found} for an unknown block document, error{errc::unprocessable} for one that can not be written to.
task<storage_defaults> update_storage_defaults(db::connection& conn, storage_defaults_update wanted);

// False where there were none.
task<bool> clear_storage_defaults(db::connection& conn);

// Enqueues: nobody's results go to a block document of which this condition on table block_document holds any more.
void enqueue_clear_storage_defaults(db::connection& conn, db::sql documents);

} // namespace praetor::models
