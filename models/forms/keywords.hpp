// One walk of a value through a schema: the keywords of draft 2020-12. For validator only.
#pragma once

#include <models/forms/numbers.hpp>
#include <models/forms/patterns.hpp>
#include <models/forms/validator.hpp>
#include <models/forms/work_limit.hpp>

#include <server/base/json/parse.hpp>

#include <boost/json/object.hpp>

#include <functional>
#include <set>

namespace praetor::models::schemas {

class keywords
{
public:
    explicit keywords(validator const& owner) : owner_(owner) {}

    // Every problem of the value under this schema; none where it fits.
    std::vector<problem> all(boost::json::value const& value);

private:
    // The reference gives up at Python's limit of recursion, about so many schemas deep.
    static constexpr int max_depth = 250;

    struct depth_guard
    {
        explicit depth_guard(int& depth) : depth_(++depth) {}
        ~depth_guard() { --depth_; }
        depth_guard(depth_guard const&) = delete;
        depth_guard& operator=(depth_guard const&) = delete;

    private:
        int& depth_;
    };

    using json = boost::json::value;
    using object = boost::json::object;
    struct part
    {
        json const& value;
        bool is_placeholder;
        object const& schema;
        json const& wanted; // the keyword's own value
        std::vector<problem>& out;

        boost::json::object const* as_object() const { return is_placeholder ? nullptr : value.if_object(); }
        boost::json::array const* as_array() const { return is_placeholder ? nullptr : value.if_array(); }
        boost::json::string const* as_string() const
        {
            return is_placeholder ? nullptr : praetor::json::if_text(value);
        }
        bool is_number() const { return !is_placeholder && schemas::is_number(value); }
    };
    using check = void (keywords::*)(part const&);

    static check find(std::string_view keyword);

    void descend(json const& value, json const& schema, std::vector<problem>& out);
    void descend(json const& value, json const& schema, step into, std::vector<problem>& out);
    bool fits(json const& value, json const& schema);
    bool fits(json const& value, json const& schema, step into);
    placeholder const* placeholder_here() const;
    void add(part const& at, std::string message);
    // Whether `expression` matches anywhere in `text`; false where it is none.
    bool matches(std::string_view expression, std::string_view text);
    bool matches_any(object const& patterns, std::string_view name);
    // The members that neither "properties" nor "patternProperties" name.
    std::vector<std::string> additional(object const& value, object const& schema);
    // As Python writes it, placeholders by their names.
    std::string shown(part const& at) const;
    std::string shown(json const& value, std::string const& pointer) const;

    void reference(part const&);
    void properties(part const&);
    void pattern_properties(part const&);
    void property_names(part const&);
    void additional_properties(part const&);
    void unevaluated_properties(part const&);
    void dependent_required(part const&);
    void dependent_schemas(part const&);
    void required(part const&);
    void least_properties(part const&);
    void max_properties(part const&);

    void items(part const&);
    void prefix_items(part const&);
    void unevaluated_items(part const&);
    void contains(part const&);
    void least_items(part const&);
    void max_items(part const&);
    void unique_items(part const&);

    void type(part const&);
    void constant(part const&);
    void one_of_values(part const&);
    void minimum(part const&);
    void maximum(part const&);
    void exclusive_minimum(part const&);
    void exclusive_maximum(part const&);
    void multiple_of(part const&);
    void least_length(part const&);
    void max_length(part const&);
    void pattern(part const&);
    void format(part const&);

    void all_of(part const&);
    void any_of(part const&);
    void one_of(part const&);
    void not_(part const&);
    void if_(part const&);

    // Whether none of the branches fits, with the reasons of all in `out`; else `first` is the one that does.
    bool none_fits(part const& at, std::size_t& first);
    std::set<std::string> evaluated_members(object const& value, json const& schema, json const& whole);
    std::set<std::size_t> evaluated_items(boost::json::array const& value, json const& schema, json const& whole);
    json const& resolved(std::string_view reference) const;
    void each_applied(json const& schema, json const& whole, std::function<void(json const&)> const& visit);

    validator const& owner_;
    std::vector<step> path_;
    std::string pointer_;
    bool first_only_ = false; // one problem is enough, and what comes behind it is not looked at
    int depth_ = 0;
    work_limit limit_;
    pattern_cache patterns_;
};

// Whether a value has a JSON Schema type.
bool has_type(boost::json::value const& value, std::string_view type);

} // namespace praetor::models::schemas
