// What /paginate routes ask and answer, whatever the noun.
#pragma once

#include <models/with_events.hpp>

#include <server/base/json/constrained.hpp>
#include <server/base/json/schema.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace praetor::routes {

template <class T>
struct page_of
{
    std::vector<T> results;
    std::int64_t count = 0;
    std::int64_t limit = 0;
    std::int64_t pages = 0;
    std::int64_t page = 1;

    // "FlowPaginationResponse"
    static std::string schema_name()
    {
        if constexpr (requires { T::page_schema_name(); })
            return T::page_schema_name();
        else
            return json::type_in_camel_case<T>() + "PaginationResponse";
    }

    BOOST_DESCRIBE_CLASS(page_of, (), (results, count, limit, pages, page), (), ())
};

// The rows of page `number`, the first being 1; a page beyond all numbers begins at the last of them.
inline models::page rows_of_page(std::int64_t number, std::int64_t limit)
{
    auto const max_offset = std::numeric_limits<std::int64_t>::max();
    bool const beyond = limit > 0 && number - 1 > max_offset / limit;
    return {limit, beyond ? max_offset : (number - 1) * limit};
}

// Pages of `limit` that hold so many rows; none where `limit` is 0.
inline std::int64_t pages_of(std::int64_t count, std::int64_t limit)
{
    return limit > 0 ? (count + limit - 1) / limit : 0;
}

// Page `page` (from 1) of pages of `limit`.
template <class T>
page_of<T> make_page(models::counted_page<T> found, std::int64_t limit, std::int64_t page)
{
    return {std::move(found.rows), found.count, limit, pages_of(found.count, limit), page};
}

// The ids of those T that a bulk request deleted.
template <class T>
struct deleted_ids
{
    std::vector<uuid> deleted;

    // "FlowBulkDeleteResponse"
    static std::string schema_name() { return json::type_in_camel_case<T>() + "BulkDeleteResponse"; }

    BOOST_DESCRIBE_CLASS(deleted_ids, (), (deleted), (), ())
};

using bulk_limit = json::constrained<std::int64_t, json::between_limits<1, 50>>;

} // namespace praetor::routes
