#include <routes/routes.hpp>

#include <models/blocks/storage_defaults.hpp>

namespace praetor::routes {
namespace {

task<models::storage_defaults> update_storage(scope& rq, body<models::storage_defaults_update> wanted)
{
    return rq.db().transaction(models::update_storage_defaults, *wanted);
}

task<void> clear_storage(scope& rq)
{
    co_await rq.db().transaction(models::clear_storage_defaults);
}

} // namespace

void add_result_storage(router& r)
{
    r.section("Admin");
    r.put<"/admin/storage", update_storage>()
        .needs(role::admin)
        .called("update_server_default_result_storage")
        .refuses(404);
    r.del<"/admin/storage", clear_storage>().needs(role::admin).called("clear_server_default_result_storage");
}

} // namespace praetor::routes
