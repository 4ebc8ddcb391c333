#include <db/pool/pool_node.hpp>

namespace praetor::db {

void pool_node::connected(pool_clock::time_point now, std::optional<pool_clock::duration> life) noexcept
{
    born_ = now;
    ends_ = life ? now + *life : pool_clock::time_point::max();
    enter(state::in_use, now);
}

bool pool_node::stays(pool_clock::time_point now, pool_limits const& limits) const noexcept
{
    return !outlived(now) && born_ >= limits.void_before;
}

pool_node::step pool_node::next(pool_clock::time_point now, pool_limits const& limits) const noexcept
{
    if (!stays(now, limits))
        return step::close;
    return since(now) > limits.ping_after || since_ < limits.doubted ? step::check : step::hand_out;
}

bool pool_node::expires(pool_clock::time_point now, pool_limits const& limits, bool beyond_size) const noexcept
{
    return !stays(now, limits) || (beyond_size && since(now) > limits.stays_unused);
}

} // namespace praetor::db
