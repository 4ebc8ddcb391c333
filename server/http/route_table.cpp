#include <server/http/route_table.hpp>

#include <cctype>
#include <stdexcept>

namespace praetor::http {
namespace {

// Takes "/segment" off the front; the segment may be empty.
std::string_view next_segment(std::string_view& rest)
{
    rest.remove_prefix(1);
    auto const end = std::min(rest.find('/'), rest.size());
    auto const segment = rest.substr(0, end);
    rest.remove_prefix(end);
    return segment;
}

// 8, 4, 4, 4 and 12 hexadecimal digits, with hyphens between them or not: Starlette's UUIDConvertor.
bool is_uuid_segment(std::string_view text)
{
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const ends_group = digits == 8 || digits == 12 || digits == 16 || digits == 20;
        if (text[i] == '-' && ends_group && text[i - 1] != '-')
            continue;
        if (std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
            return false;
        ++digits;
    }
    return digits == 32;
}

} // namespace

void route_table::add(method verb, std::string_view path, std::size_t endpoint)
{
    node* at = &root_;
    for (std::string_view rest = path; !rest.empty();) {
        auto const segment = next_segment(rest);
        std::unique_ptr<node>* child = nullptr;
        if (!segment.starts_with('{'))
            child = &at->literals[std::string{segment}];
        else
            child = segment.ends_with(":uuid}") ? &at->uuid : &at->any;
        if (!*child)
            *child = std::make_unique<node>();
        at = child->get();
    }
    for (auto const& [known, unused] : at->endpoints)
        if (known == verb)
            throw std::logic_error{"two routes for " + std::string{to_text(verb)} + " " + std::string{path}};
    at->endpoints.emplace_back(verb, endpoint);
}

route_table::node const* route_table::find(node const& from, std::string_view rest, std::vector<std::string>& values)
{
    if (rest.empty())
        return from.endpoints.empty() ? nullptr : &from;
    auto after = rest;
    auto const segment = next_segment(after);
    if (auto const literal = from.literals.find(segment); literal != from.literals.end())
        if (auto const* found = find(*literal->second, after, values))
            return found;
    auto const* parameter = from.uuid && is_uuid_segment(segment) ? from.uuid.get()
                            : from.any                            ? from.any.get()
                                                                  : nullptr;
    if (parameter == nullptr || segment.empty())
        return nullptr;
    values.emplace_back(segment);
    if (auto const* found = find(*parameter, after, values))
        return found;
    values.pop_back();
    return nullptr;
}

route_table::match route_table::find(request& rq) const
{
    match result;
    rq.path_values.clear();
    // The reference mounts its API where "." matches what follows, and that is no line feed.
    if (!rq.path.starts_with('/') || rq.path.find('\n') != std::string::npos)
        return result;
    auto const* at = find(root_, rq.path, rq.path_values);
    if (at == nullptr)
        return result;
    for (auto const& [verb, endpoint] : at->endpoints) {
        if (verb == rq.verb) {
            result.endpoint = endpoint;
            return result;
        }
        if (!result.allowed.empty())
            result.allowed += ", ";
        result.allowed += to_text(verb);
    }
    return result;
}

bool route_table::knows(std::string_view path) const
{
    std::vector<std::string> values;
    return path.starts_with('/') && find(root_, path, values) != nullptr;
}

} // namespace praetor::http
