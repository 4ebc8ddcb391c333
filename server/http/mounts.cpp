#include <server/http/mounts.hpp>

#include <algorithm>

namespace praetor::http {

void mounts::add(std::string prefix, handler& to)
{
    bool const has_itself = prefix == "/" || !prefix.ends_with('/');
    if (prefix.ends_with('/'))
        prefix.pop_back();
    auto const at =
        std::ranges::find_if(longest_first_, [&](mount const& other) { return other.prefix.size() < prefix.size(); });
    longest_first_.insert(at, {std::move(prefix), has_itself, &to});
}

mounts::found mounts::find(std::string_view path) const
{
    for (auto const& one : longest_first_) {
        if (!path.starts_with(one.prefix))
            continue;
        bool const is_below = path.size() > one.prefix.size() && path[one.prefix.size()] == '/';
        if (is_below || (one.has_itself && path.size() == one.prefix.size()))
            return {one.to, one.prefix};
    }
    return {};
}

} // namespace praetor::http
