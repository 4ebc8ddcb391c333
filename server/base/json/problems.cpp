#include <server/base/json/codec.hpp>
#include <server/base/json/problems.hpp>

#include <algorithm>

namespace praetor::json {
namespace {

std::size_t size_of(problem const& one)
{
    return one.loc.size() + one.msg.size() + one.input.size() + one.ctx.size();
}

} // namespace

void problems::add(std::string_view type, std::string_view msg, boost::json::value const& input, std::string ctx)
{
    if (are_enough())
        return;
    auto& added =
        found_.emplace_back(std::string{type}, location(), std::string{msg},
                            json::serialize_briefly(input, repeated_whole - std::min(inputs_, repeated_whole)),
                            std::move(ctx), path_.size());
    ++tried_;
    inputs_ += added.input.size();
    bytes_ += size_of(added);
}

problems::alternatives::alternatives(problems& owner)
    : owner_(owner), before_(owner.found_.size()), tried_(owner.tried_), max_(owner.max_), max_bytes_(owner.max_bytes_)
{
    owner.max_ = before_ + max_count;
    owner.max_bytes_ = owner.bytes_ + max_bytes;
}

void problems::alternatives::forget()
{
    owner_.forget_from(before_);
    owner_.tried_ = tried_;
}

problems::alternatives::~alternatives()
{
    owner_.max_ = max_;
    owner_.max_bytes_ = max_bytes_;
    // What was there before is within the bounds, but for a last one that is long.
    while (owner_.found_.size() > before_ &&
           (owner_.found_.size() > max_ || owner_.bytes_ - size_of(owner_.found_.back()) >= max_bytes_))
        owner_.forget_from(owner_.found_.size() - 1);
}

void problems::forget_from(std::size_t count)
{
    while (found_.size() > count) {
        inputs_ -= found_.back().input.size();
        bytes_ -= size_of(found_.back());
        found_.pop_back();
    }
}

void problems::add_value_error(std::string_view msg, boost::json::value const& input)
{
    // The exception object that pydantic keeps in ctx has no members, so its JSON is an empty object.
    add("value_error", "Value error, " + std::string{msg}, input, R"({"error":{}})");
}

std::string problems::location() const
{
    std::string out = "[";
    for (auto const& step : path_) {
        if (out.size() > 1)
            out += ',';
        if (auto const* name = std::get_if<std::string_view>(&step))
            write_string(out, *name);
        else
            out += std::to_string(std::get<std::size_t>(step));
    }
    out += ']';
    return out;
}

void problems::put_in_order(std::span<std::string_view const> first, std::span<std::string_view const> last)
{
    auto const place = [](problem const& one, std::span<std::string_view const> names) {
        std::size_t at = 0;
        while (at < names.size() && one.loc.find(",\"" + std::string{names[at]} + '"') != one.loc.find(','))
            ++at;
        return at;
    };
    auto const rank = [&](problem const& one) {
        if (auto const at = place(one, first); at < first.size())
            return at;
        auto const at = place(one, last);
        return first.size() + (at < last.size() ? at + 1 : 0);
    };
    std::vector<std::pair<std::size_t, std::size_t>> order;
    for (std::size_t i = 0; i < found_.size(); ++i)
        order.emplace_back(rank(found_[i]), i);
    std::ranges::sort(order);
    std::vector<problem> sorted;
    for (auto const& [unused, i] : order)
        sorted.push_back(std::move(found_[i]));
    found_ = std::move(sorted);
}

void problems::blank_missing_inputs()
{
    for (auto& one : found_)
        if (one.depth == 2 && one.type == "missing")
            one.input = "null";
}

std::string problems::to_json() const
{
    std::string out = "[";
    for (auto const& one : found_) {
        if (out.size() > 1)
            out += ',';
        out += R"({"type":)";
        write_string(out, one.type);
        out += R"(,"loc":)" + one.loc + R"(,"msg":)";
        write_string(out, one.msg);
        out += R"(,"input":)" + one.input;
        if (!one.ctx.empty())
            out += R"(,"ctx":)" + one.ctx;
        out += '}';
    }
    out += ']';
    return out;
}

} // namespace praetor::json
