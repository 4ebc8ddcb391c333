#include <models/deployments/deployment_references.hpp>

#include <server/base/error.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/block_document.hpp>
#include <db/schema/tables/concurrency_limit_v2.hpp>

#include <algorithm>
#include <string>

namespace praetor::models {
namespace {

namespace query = db::query;

void require(std::vector<uuid> const& known, std::optional<uuid> const& wanted, std::string_view what)
{
    if (!wanted || std::ranges::find(known, *wanted) != known.end())
        return;
    throw error{errc::conflict, "Error creating deployment. Could not find " + std::string{what} +
                                    " block with id: " + to_string(*wanted) +
                                    ". This usually occurs when applying a deployment specification that was built "
                                    "against a different Prefect database / workspace."};
}

} // namespace

requested_limit::requested_limit(db::connection& conn, std::optional<uuid> id)
{
    auto const& limit = db::tables::concurrency_limit_v2;
    if (id)
        asked_ = conn.deferred_rows<concurrency_limit_response>(
            query::select_from<concurrency_limit_response>(limit).where(limit.id == *id).statement());
}

std::optional<concurrency_limit_response> requested_limit::result()
{
    if (!asked_)
        return std::nullopt;
    auto found = asked_->result();
    if (found.empty())
        throw error{errc::not_found, "Concurrency limit not found"};
    return std::move(found.front());
}

requested_blocks::requested_blocks(db::connection& conn, std::optional<uuid> infrastructure,
                                   std::optional<uuid> storage)
    : infrastructure_(infrastructure), storage_(storage)
{
    std::vector<uuid> ids;
    for (auto const& one : {infrastructure, storage})
        if (one)
            ids.push_back(*one);
    auto const& document = db::tables::block_document;
    if (!ids.empty())
        asked_ = conn.deferred_rows<uuid>(
            query::select_value(document.id).from(document).where(is_one_of(document.id, ids)).statement());
}

void requested_blocks::require()
{
    if (!asked_)
        return;
    auto const known = asked_->result();
    models::require(known, infrastructure_, "infrastructure");
    models::require(known, storage_, "storage");
}

} // namespace praetor::models
