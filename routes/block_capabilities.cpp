#include <routes/routes.hpp>

#include <models/blocks/block_schema.hpp>

namespace praetor::routes {
namespace {

task<std::vector<std::string>> read_block_capabilities(scope& rq)
{
    return rq.db().read(models::read_block_capabilities);
}

} // namespace

void add_block_capabilities(router& r)
{
    r.section("Block capabilities");
    r.get<"/block_capabilities/", read_block_capabilities>()
        .needs(role::viewer)
        .called("read_available_block_capabilities");
}

} // namespace praetor::routes
