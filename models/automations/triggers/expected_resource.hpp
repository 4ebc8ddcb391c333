// Which resources a trigger is about: patterns of their labels.
#pragma once

#include <models/events/event.hpp>

#include <server/base/json/codec.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// The label and what it may be, of which one pattern must fit (events/label_pattern.hpp). An empty list fits nothing.
struct expected_label
{
    std::string label;
    std::vector<std::string> patterns;
    bool is_list = false; // as it was sent, and is told again
};

// {"prefect.resource.id": "prefect.flow-run.*", "stage": ["dev", "!prod"]}: each label must be there and fit.
struct expected_resource
{
    std::vector<expected_label> labels;

    // An empty one fits whatever comes, no resource at all too.
    bool fits_everything() const noexcept { return labels.empty(); }
    // Whether it says no more than that the id begins with "<prefix>.", or nothing at all.
    bool fits_every(std::string_view prefix) const;
    bool fits(event_resource const& one) const;
    // Whether one of them fits.
    bool fits_any(std::span<event_resource const> all) const;

    // Patterns of a label; null where the specification does not speak of it.
    std::vector<std::string> const* patterns_of(std::string_view label) const;
};

// Of related resources, each specification must fit one.
struct expected_related
{
    std::vector<expected_resource> all{1};
    bool is_list = false; // as it was sent, and is told again

    // Whether each fits one of them; several may fit the same.
    bool fit(std::span<event_resource const> related) const;
};

// Problems as the reference's model finds them, at the place that `found` stands at.
bool read_expected(expected_resource& out, boost::json::value const& from, json::problems& found);
bool read_related(expected_related& out, boost::json::value const& from, json::problems& found);

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::expected_resource);
PRAETOR_DECLARE_CODEC(models::expected_related);
} // namespace praetor::json
