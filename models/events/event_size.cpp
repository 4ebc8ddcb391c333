#include <models/events/event_size.hpp>

namespace praetor::models {
namespace {

std::size_t size_of(event_resource const& resource) noexcept
{
    std::size_t size = sizeof(resource);
    for (auto const& [name, value] : resource.labels)
        size += sizeof(resource.labels.front()) + name.size() + (value ? value->size() : 0);
    return size;
}

} // namespace

std::size_t approximate_size(event const& one) noexcept
{
    std::size_t size = sizeof(one) + one.event.size() + one.payload.text.size() + size_of(one.resource);
    for (auto const& resource : one.related)
        size += size_of(resource);
    return size;
}

} // namespace praetor::models
