#include <routes/routes.hpp>

#include <models/saved_searches/saved_search.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::routes {
namespace {

using models::saved_search;

struct saved_search_page_fields
{
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(saved_search_page_fields, (), (limit, offset))

// Stores a search under its name, whatever was there: 201 when the name is new, else 200.
task<reply<saved_search>> create_saved_search(scope& rq, body<models::saved_search_create> wanted)
{
    auto made = co_await rq.db().transaction(models::create_saved_search, std::move(*wanted));
    co_return reply<saved_search>{std::move(made.row), made.is_new ? http::status::created : http::status::ok};
}

task<saved_search> read_saved_search(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_saved_search, id);
    if (!found)
        refuse_unknown("Saved search not found");
    co_return std::move(*found);
}

task<std::vector<saved_search>> read_saved_searches(scope& rq, fields<saved_search_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    return rq.db().read(models::read_saved_searches, range);
}

task<void> delete_saved_search(scope& rq, uuid id)
{
    auto const gone = co_await rq.db().transaction(models::delete_saved_search, id);
    if (!gone)
        refuse_unknown("Saved search not found");
}

} // namespace

void add_saved_searches(router& r)
{
    r.section("SavedSearches");
    r.put<"/saved_searches/", create_saved_search>().needs(role::operator_).also(201);
    r.get<"/saved_searches/{id:uuid}", read_saved_search>().needs(role::viewer).refuses(404);
    r.post<"/saved_searches/filter", read_saved_searches>().needs(role::viewer);
    r.del<"/saved_searches/{id:uuid}", delete_saved_search>().needs(role::operator_).refuses(404);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::saved_search_page_fields)
