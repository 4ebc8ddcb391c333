#include <models/blocks/block_schema_parts.hpp>

#include <models/blocks/block_schema_fields.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <unordered_map>
#include <utility>

namespace praetor::models {
namespace {

using boost::json::object;

// Each definition that may become a schema is looked through together with all others.
constexpr std::size_t max_bytes_looked_through = std::size_t{64} << 20;

[[noreturn]] void refuse_reference(std::string_view name)
{
    throw error{errc::unprocessable, "block_schema_references." + std::string{name} +
                                         " must be an object (or a list of objects) with texts block_schema_checksum "
                                         "and block_type_slug"};
}

nested_block_schema read_reference(std::string_view name, boost::json::value const& from)
{
    auto const* entry = from.if_object();
    auto const* slug = entry != nullptr ? entry->if_contains("block_type_slug") : nullptr;
    auto const* checksum = entry != nullptr ? entry->if_contains("block_schema_checksum") : nullptr;
    if (slug == nullptr || checksum == nullptr || json::if_text(*slug) == nullptr ||
        json::if_text(*checksum) == nullptr)
        refuse_reference(name);
    return {std::string{name}, std::string{slug->get_string()}, std::string{checksum->get_string()}, {}};
}

std::vector<nested_block_schema> read_references(object const& all)
{
    std::vector<nested_block_schema> found;
    for (auto const& member : all) {
        if (auto const* list = member.value().if_array())
            for (auto const& one : *list)
                found.push_back(read_reference(member.key(), one));
        else
            found.push_back(read_reference(member.key(), member.value()));
    }
    return found;
}

class taking_apart
{
public:
    explicit taking_apart(object fields)
    {
        if (auto const* own = fields.if_contains("definitions"); own != nullptr && own->is_object()) {
            definitions_ = own->get_object();
            definitions_size_ = json::serialize(definitions_).size();
            made.has_definitions = true;
        }
        add(std::move(fields));
        for (std::size_t i = 0; i < order_.size(); ++i)
            add(*order_[i]);
    }

    block_schema_parts made;

private:
    void add(object fields)
    {
        auto& one = made.all.emplace_back();
        try {
            looked_through_ += definitions_size_;
            if (looked_through_ > max_bytes_looked_through)
                throw error{errc::unprocessable, "The block schema has too many definitions of blocks."};
            strip_definitions(one, fields);
            auto references = strip_references(fields);
            one.fields.text = json::serialize(fields);
            find_nested(one, fields, references);
            if (made.all.size() == 1)
                show(std::move(fields), std::move(references));
        }
        catch (error const& thrown) {
            one.unusable = thrown;
        }
    }

    void strip_definitions(new_block_schema& one, object& fields) const
    {
        if (!definitions_.empty())
            fields["definitions"] = definitions_;
        one.checksum = block_schema_checksum(fields);
        if (definitions_.empty())
            return;
        auto kept = non_block_definitions(fields, definitions_);
        if (kept.empty())
            fields.erase("definitions");
        else
            fields["definitions"] = std::move(kept);
    }

    static object strip_references(object& fields)
    {
        auto const* given = fields.if_contains("block_schema_references");
        if (given == nullptr)
            return {};
        if (!given->is_object())
            throw error{errc::unprocessable, "block_schema_references must be an object"};
        auto references = given->get_object();
        fields.erase("block_schema_references");
        return references;
    }

    void find_nested(new_block_schema& one, object const& fields, object const& references)
    {
        try {
            one.nested = read_references(references);
        }
        catch (error const& thrown) {
            one.unusable_references = thrown;
        }
        for (auto& nested : one.nested) {
            auto const* found = definition_of_field(fields, nested.name, nested.type_slug, definitions_);
            if (found == nullptr)
                continue;
            auto const [known, is_new] = numbers_.emplace(found, order_.size() + 1); // the request's own is 0
            if (is_new)
                order_.push_back(found);
            nested.definition = known->second;
        }
    }

    void show(object fields, object references)
    {
        fields["block_schema_references"] = std::move(references);
        if (made.has_definitions)
            fields["definitions"] = definitions_;
        made.shown.text = json::serialize(fields);
    }

    object definitions_; // of the request, for all of them
    std::size_t definitions_size_ = 0;
    std::size_t looked_through_ = 0;
    std::unordered_map<object const*, std::size_t> numbers_;
    std::vector<object const*> order_;
};

} // namespace

std::shared_ptr<block_schema_parts const> take_apart(block_schema_create request)
{
    auto const fields = std::exchange(request.fields->text, {});
    taking_apart work{json::parse(fields).as_object()};
    work.made.request = std::move(request);
    return std::make_shared<block_schema_parts const>(std::move(work.made));
}

} // namespace praetor::models
