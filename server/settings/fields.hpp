// A list of settings in the making: the catalogue.
#pragma once

#include <server/settings/field.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::settings {

class fields
{
public:
    // The settings that follow stand below this path; their variables are named after it.
    void below(std::string_view group) { group_ = group.empty() ? std::string{} : std::string{group} + '.'; }

    // A setting that is read into `member`, whose value now is its default. The member must outlive the list. What is
    // given back is valid until the next setting.
    template <class T>
    field& add(std::string_view name, T& member)
    {
        return append(name, kind_of(&member), text_of(member), true,
                      [&member](std::string_view text) { return parse(text, member); });
    }

    // A setting that praetor knows and does not read: its text is checked and shown, and warned of where it is set.
    template <class T>
    field& unread(std::string_view name, T const& fallback)
    {
        return append(name, kind_of(&fallback), text_of(fallback), false, [](std::string_view text) {
            T unused{};
            return parse(text, unused);
        });
    }

    // The fields so far; this is empty afterwards.
    std::vector<field> take() { return std::move(all_); }

private:
    field& append(std::string_view name, kind of, std::string fallback, bool is_read, field::put into)
    {
        return all_.emplace_back(group_ + std::string{name}, of, std::move(fallback), is_read, std::move(into));
    }

    std::string group_;
    std::vector<field> all_;
};

} // namespace praetor::settings
