// What a request refers to by id: a global limit, and the block documents of older deployments.
#pragma once

#include <models/deployments/deployment.hpp>

#include <db/connection.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace praetor::models {

// Asked for with the next awaited statement. Each result once, after it.
class requested_limit
{
public:
    requested_limit(db::connection& conn, std::optional<uuid> id);
    // Nothing where none was asked for; error{errc::not_found} where it is not there.
    std::optional<concurrency_limit_response> result();

private:
    std::optional<db::connection::deferred<concurrency_limit_response>> asked_;
};

class requested_blocks
{
public:
    // Asks with the next round trip whether the block documents are there; of one that is not named nothing is asked.
    requested_blocks(db::connection& conn, std::optional<uuid> infrastructure, std::optional<uuid> storage);
    // error{errc::conflict} where one of them is not there.
    void require();

private:
    std::optional<uuid> infrastructure_;
    std::optional<uuid> storage_;
    std::optional<db::connection::deferred<uuid>> asked_;
};

} // namespace praetor::models
